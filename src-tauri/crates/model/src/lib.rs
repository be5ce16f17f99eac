//! Telemetry in our words: ids, attributes, spans, logs, metrics and the batch that carries them. No I/O.
