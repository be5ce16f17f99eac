//! Logging: to stderr, quiet unless asked. What people must know is said by the commands themselves.

use anyhow::Context;
use tracing_subscriber::EnvFilter;

/// Switches logging on with a filter.
pub(crate) fn start(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("--log: {filter:?} is not a log filter"))?;
    // A second start in one process (tests) keeps the first one's filter.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true).try_init();
    Ok(())
}
