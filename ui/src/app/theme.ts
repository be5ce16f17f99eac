/**
 * Mantine, dressed in our tokens: its variables point at those of tokens.css, so a Mantine control and our own
 * markup share one ground, one line and one accent. Holds no colour values but the scale Mantine insists on.
 */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";

// Mantine wants ten shades of a primary colour; what is seen are the variables set below.
const accent: MantineColorsTuple = [
  "#eef0fd",
  "#d9ddfa",
  "#b7bef4",
  "#929dee",
  "#7481e8",
  "#5a69e0",
  "#4353d6",
  "#3745b8",
  "#2d3996",
  "#222b72",
];

// Mantine's dark grounds and lines come from this scale; these are the tokens' dark ones.
const dark: MantineColorsTuple = [
  "#e7e9ee",
  "#a2a8b7",
  "#868d9d",
  "#6b7280",
  "#373b46",
  "#272a32",
  "#1a1c22",
  "#131418",
  "#0f1013",
  "#0b0c0e",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 6,
  colors: { accent, dark },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "16px" },
  defaultRadius: 5,
  // The dark accent is light, so white text on it would not be readable.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === "filled" ? { ...colours, color: "var(--accent-text)" } : colours;
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: {
      defaultProps: { openDelay: 350, closeDelay: 0, transitionProps: { duration: 80 }, withinPortal: true },
    },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: "md", position: "bottom-start" } },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: "md" } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 0 },
        centered: true,
        closeButtonProps: { "aria-label": "Close" },
        // Its <header> would count as a second banner of the page.
        attributes: { header: { role: "presentation" } },
        styles: { content: { border: "1px solid var(--line)" } },
        overlayProps: { backgroundOpacity: 0.3, color: "#0b0c10" },
      },
    },
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs", transitionDuration: 100 } },
    Switch: { defaultProps: { size: "xs" } },
  },
});

export const variables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--bg)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-bright": "var(--text)",
    "--mantine-color-dimmed": "var(--text-2)",
    "--mantine-color-placeholder": "var(--text-3)",
    "--mantine-color-default": "var(--bg)",
    "--mantine-color-default-hover": "var(--bg-3)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line-2)",
    "--mantine-color-error": "var(--error)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-primary-color-filled": "var(--accent)",
    "--mantine-primary-color-filled-hover": "color-mix(in srgb, var(--accent) 88%, var(--text))",
    "--mantine-primary-color-light": "var(--accent-bg)",
    "--mantine-primary-color-light-hover": "var(--accent-bg)",
    "--mantine-primary-color-light-color": "var(--accent)",
    "--mantine-primary-color-contrast": "var(--accent-text)",
    "--mantine-color-accent-filled": "var(--accent)",
    "--mantine-color-accent-light": "var(--accent-bg)",
    "--mantine-color-accent-light-color": "var(--accent)",
    "--mantine-color-gray-light-color": "var(--text-2)",
    "--mantine-color-gray-light-hover": "var(--bg-3)",
    "--mantine-shadow-md": "var(--shadow)",
  };
  return { variables: {}, light: both, dark: both };
};
