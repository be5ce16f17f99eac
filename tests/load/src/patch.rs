//! Sends the same request again as another one: remembers where ids and times stand in its bytes, and writes others over them.
//! All of them are of fixed length on the wire (opentelemetry/proto/trace/v1/trace.proto), so nothing moves. Also cuts a
//! request into its spans for the bare comparator. Reads only encodings made by this crate.

use bytes::{Bytes, BytesMut};

use crate::rng::mix;

const TRACE_ID: u64 = 1;
const SPAN_ID: u64 = 2;
const PARENT_SPAN_ID: u64 = 4;
const START: u64 = 7;
const END: u64 = 8;
const EVENT: u64 = 11;
const EVENT_TIME: u64 = 1;

/// Where ids and times stand in a request.
#[derive(Debug, Default)]
pub struct Marks {
    ids: Vec<(u32, u8)>,
    times: Vec<u32>,
}

/// One field of a message: its number, and its bytes as a range of the whole. A varint has an empty range.
type Field = (u64, std::ops::Range<usize>);

/// Reads the fields of the message at `range`; none when the bytes are not a message.
fn fields(bytes: &[u8], range: std::ops::Range<usize>) -> Option<Vec<Field>> {
    let (mut at, mut found) = (range.start, vec![]);
    while at < range.end {
        let key = varint(bytes, &mut at)?;
        let length = match key & 7 {
            0 => varint(bytes, &mut at).map(|_| 0)?,
            1 => 8,
            2 => varint(bytes, &mut at)? as usize,
            5 => 4,
            _ => return None,
        };
        let end = at.checked_add(length).filter(|end| *end <= range.end)?;
        found.push((key >> 3, at..end));
        at = end;
    }
    Some(found)
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The spans of an `ExportTraceServiceRequest`, each as a range of its bytes; none when it is not one.
pub fn spans(bytes: &[u8]) -> Option<Vec<std::ops::Range<usize>>> {
    let mut found = vec![];
    let inside = |range: std::ops::Range<usize>, number| {
        fields(bytes, range)
            .map(|all| all.into_iter().filter(move |(field, _)| *field == number).map(|(_, range)| range))
    };
    for group in inside(0..bytes.len(), 1)? {
        for scope in inside(group, 2)? {
            found.extend(inside(scope, 2)?);
        }
    }
    Some(found)
}

impl Marks {
    /// Finds them; none when the bytes are not a trace request.
    pub fn find(bytes: &[u8]) -> Option<Self> {
        let mut marks = Self::default();
        for span in spans(bytes)? {
            for (number, range) in fields(bytes, span)? {
                match number {
                    TRACE_ID | SPAN_ID | PARENT_SPAN_ID => marks.ids.push((range.start as u32, range.len() as u8)),
                    START | END => marks.times.push(range.start as u32),
                    EVENT => {
                        let time = fields(bytes, range)?.into_iter().filter(|(number, _)| *number == EVENT_TIME);
                        marks.times.extend(time.map(|(_, range)| range.start as u32));
                    }
                    _ => {}
                }
            }
        }
        Some(marks)
    }
}

/// How a repetition differs from the first time.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    number: usize,
    key: [u8; 8],
    shift: u64,
}

impl Round {
    /// The `number`th repetition of traffic that lasts `duration` ns.
    pub fn new(number: usize, duration: u64) -> Self {
        let key = if number == 0 { 0 } else { mix(number as u64) };
        Self { number, key: key.to_be_bytes(), shift: number as u64 * duration }
    }

    /// Which repetition it is; 0 is the traffic as made.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Makes an id of this round from one of round 0. The same id becomes the same one wherever it is named.
    pub fn id(&self, id: &mut [u8]) {
        for (byte, key) in id.iter_mut().zip(self.key.iter().cycle()) {
            *byte ^= key;
        }
    }

    /// The request of this round.
    pub fn apply(&self, bytes: &[u8], marks: &Marks) -> Bytes {
        let mut out = BytesMut::from(bytes);
        for (at, length) in &marks.ids {
            self.id(&mut out[*at as usize..*at as usize + usize::from(*length)]);
        }
        for at in &marks.times {
            let place = &mut out[*at as usize..*at as usize + 8];
            let time = u64::from_le_bytes(place.try_into().expect("eight bytes")) + self.shift;
            place.copy_from_slice(&time.to_le_bytes());
        }
        out.freeze()
    }
}
