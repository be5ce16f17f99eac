//! How fast telemetry is stored now: an average over the last five seconds, counted where it is acknowledged. Needs no timer of its own.

use std::time::Instant;

use parking_lot::Mutex;
use waterglass_model::Signal;
use waterglass_proto::Rate;

/// Slots of the average.
const SLOTS: u64 = 20;

/// Length of a slot.
const SLOT_MS: u64 = 250;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Which slot since the start this is; an older number is a slot that is over.
    number: u64,
    /// Spans, log records, metric points.
    items: [u64; 3],
}

/// Counts what is stored.
#[derive(Debug)]
pub(crate) struct RateMeter {
    started: Instant,
    slots: Mutex<[Slot; SLOTS as usize]>,
}

impl RateMeter {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), slots: Mutex::default() }
    }

    /// Counts items that were stored.
    pub(crate) fn count(&self, signal: Signal, items: u64) {
        let number = self.slot();
        let slot = &mut self.slots.lock()[(number % SLOTS) as usize];
        if slot.number != number {
            *slot = Slot { number, items: [0; 3] };
        }
        slot.items[signal as usize] += items;
    }

    /// Items a second.
    pub(crate) fn rate(&self) -> Rate {
        let oldest = self.slot().saturating_sub(SLOTS - 1);
        let slots = self.slots.lock();
        let sum = |signal: Signal| {
            let items: u64 =
                slots.iter().filter(|slot| slot.number >= oldest).map(|slot| slot.items[signal as usize]).sum();
            items as f64 * 1000.0 / (SLOTS * SLOT_MS) as f64
        };
        Rate { spans: sum(Signal::Traces), logs: sum(Signal::Logs), metric_points: sum(Signal::Metrics) }
    }

    /// The first slot is number 1, so that an unused slot (0) is over.
    fn slot(&self) -> u64 {
        1 + self.started.elapsed().as_millis() as u64 / SLOT_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_just_stored_is_averaged_over_five_seconds() {
        let meter = RateMeter::new();
        meter.count(Signal::Traces, 400);
        meter.count(Signal::Traces, 100);
        meter.count(Signal::Metrics, 5);
        assert_eq!(meter.rate(), Rate { spans: 100.0, logs: 0.0, metric_points: 1.0 });
    }
}
