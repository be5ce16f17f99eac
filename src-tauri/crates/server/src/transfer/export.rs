//! Export: each stored request as one line of OTLP/JSON, which any OTLP tool (and our own import) reads.

use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use waterglass_model::TraceId;
use waterglass_model::otlp::{json, schema};
use waterglass_store::{Reader, StoreError};

/// Lines are handed on in blocks of about this many bytes.
const BLOCK: usize = 256 << 10;

/// Hands everything that is stored, or these traces with their logs, to `write` as OTLP/JSON lines, some lines at a time.
///
/// # Errors
/// When the file cannot be read, or something in it is damaged.
pub fn export(
    reader: &Reader<'_>,
    traces: Option<&[TraceId]>,
    write: &mut dyn FnMut(Vec<u8>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut block = Vec::new();
    let mut damage = None;
    let mut gone = false;
    reader.export(traces, &mut |signal, request| {
        if let Err(error) = json::to_json(request, schema::request(signal), &mut block) {
            damage = Some(StoreError::Damaged(format!("stored {} cannot be read: {error}", signal.name())));
            return ControlFlow::Break(());
        }
        block.push(b'\n');
        if block.len() < BLOCK {
            return ControlFlow::Continue(());
        }
        let flow = write(std::mem::take(&mut block));
        gone = flow.is_break();
        flow
    })?;
    if let Some(damage) = damage {
        return Err(damage);
    }
    if !gone && !block.is_empty() {
        let _ = write(block);
    }
    Ok(())
}

/// Why a file was not written. There is none then.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written.
    #[error("{path} cannot be written: {cause}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// [`export`] into a file: whole or not at all, for it is written beside its place and then moved there.
///
/// # Errors
/// When either side fails.
pub fn export_to_file(reader: &Reader<'_>, traces: Option<&[TraceId]>, path: &Path) -> Result<(), ExportError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let result = write_to(reader, traces, &part, path);
    if result.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    result
}

fn write_to(reader: &Reader<'_>, traces: Option<&[TraceId]>, part: &Path, path: &Path) -> Result<(), ExportError> {
    let failure = |cause: io::Error| ExportError::Write { path: path.to_path_buf(), cause };
    let mut file = File::create(part).map_err(failure)?;
    let mut failed = None;
    export(reader, traces, &mut |block| match file.write_all(&block) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    match failed {
        Some(error) => Err(failure(error)),
        None => file.sync_all().and_then(|()| std::fs::rename(part, path)).map_err(failure),
    }
}
