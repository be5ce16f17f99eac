//! Reading the arrays of a block: times, counts, and which rows belong to which trace. `prepare/own.rs` writes them. Knows bytes, never SQL.

use waterglass_model::wire::read_varint;

use crate::prepare::own::{NUMBERS_FORMAT, RUNS_FORMAT};

/// The next varint of a list.
fn next(rest: &mut &[u8]) -> Option<u64> {
    // Nearly all numbers of an array are short; the general reader costs three times as much.
    if let [byte, after @ ..] = *rest
        && *byte < 0x80
    {
        *rest = after;
        return Some(u64::from(*byte));
    }
    let (value, used) = read_varint(rest).ok()?;
    *rest = &rest[used..];
    Some(value)
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Calls `time` with each row's time. `None` when the bytes are no array.
pub(crate) fn each_time(plain: &[u8], mut time: impl FnMut(i64)) -> Option<()> {
    let mut rest = plain.strip_prefix(&[NUMBERS_FORMAT])?;
    let mut before = 0i64;
    while !rest.is_empty() {
        before = before.wrapping_add(unzigzag(next(&mut rest)?));
        time(before);
    }
    Some(())
}

/// Calls `count` with each row's count.
pub(crate) fn each_count(plain: &[u8], mut count: impl FnMut(Option<i64>)) -> Option<()> {
    let mut rest = plain.strip_prefix(&[NUMBERS_FORMAT])?;
    while !rest.is_empty() {
        let number = next(&mut rest)?;
        count(number.checked_sub(1).map(|number| i64::try_from(number).unwrap_or(i64::MAX)));
    }
    Some(())
}

/// Calls `run` with each run of rows of one trace: first row, one past the last, the trace's number.
pub(crate) fn each_run(plain: &[u8], mut run: impl FnMut(u32, u32, i64)) -> Option<()> {
    let mut rest = plain.strip_prefix(&[RUNS_FORMAT])?;
    let (mut end, mut trace) = (0u32, 0i64);
    while !rest.is_empty() {
        let from = end.checked_add(u32::try_from(next(&mut rest)?).ok()?)?;
        end = from.checked_add(u32::try_from(next(&mut rest)?).ok()?)?;
        trace = trace.wrapping_add(unzigzag(next(&mut rest)?));
        run(from, end, trace);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prepare::own::{Numbers, Runs};

    proptest! {
        #[test]
        fn arrays_come_back_as_they_were(times in prop::collection::vec(any::<i64>(), 0..50), counts in prop::collection::vec(prop::option::of(0..i64::MAX), 0..50)) {
            let (mut writing, mut read) = (Numbers::new("t"), Vec::new());
            times.iter().for_each(|time| writing.add_time(*time));
            prop_assert!(each_time(&writing.bytes(), |time| read.push(time)).is_some());
            prop_assert_eq!(read, times);
            let (mut writing, mut read) = (Numbers::new("t"), Vec::new());
            counts.iter().for_each(|count| writing.add_count(*count));
            prop_assert!(each_count(&writing.bytes(), |count| read.push(count)).is_some());
            prop_assert_eq!(read, counts);
        }

        #[test]
        fn runs_come_back_as_they_were(steps in prop::collection::vec((0u32..3, 1i64..4), 0..60)) {
            let (mut writing, mut plain, mut row) = (Runs::new(), Vec::new(), 0);
            for (gap, trace) in steps {
                row += gap;
                writing.add(row, trace);
                plain.push((row, trace));
                row += 1;
            }
            let mut read = Vec::new();
            prop_assert!(each_run(&writing.finish(), |from, to, trace| read.extend((from..to).map(|row| (row, trace)))).is_some());
            prop_assert_eq!(read, plain);
        }

        #[test]
        fn nonsense_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = (each_time(&bytes, |_| ()), each_count(&bytes, |_| ()), each_run(&bytes, |_, _, _| ()));
        }
    }
}
