//! The recorded requests of `tests/corpus`: question and answer lie together.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use waterglass_model::Signal;
use waterglass_model::otlp::classify;

/// One recorded request.
#[derive(Debug)]
pub struct Case {
    /// `producer/version/case`.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What it carries.
    pub signal: Signal,
    /// The body as it was sent.
    pub request: Vec<u8>,
}

/// Every case, by name.
pub fn cases() -> Result<Vec<Case>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let mut cases = Vec::new();
    collect(&root, &root, &mut cases)?;
    cases.sort_by(|left: &Case, right: &Case| left.name.cmp(&right.name));
    ensure!(cases.len() > 50, "only {} cases were found", cases.len());
    Ok(cases)
}

fn collect(root: &Path, folder: &Path, cases: &mut Vec<Case>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, cases)?;
        } else if path.file_name().is_some_and(|name| name == "request.binpb") {
            let request = fs::read(&path)?;
            let name = folder.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            let signal = classify(&request).with_context(|| format!("{name}: no signal"))?;
            cases.push(Case { name, folder: folder.to_path_buf(), signal, request });
        }
    }
    Ok(())
}
