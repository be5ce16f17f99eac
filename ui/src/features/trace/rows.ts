/** The measures of the grid that drawing, scrolling and pointing must agree on. */

/** Pixels of a row. */
export const ROW_HEIGHT = 26;
/** Pixels of the head over the rows. */
export const HEAD_HEIGHT = 26;
/** Free pixels at both ends of a lane, so that bars and ticks at the very edge stay whole. */
export const LANE_PADDING = 8;
/** Shorter drags are presses. */
export const PRESS = 4;
