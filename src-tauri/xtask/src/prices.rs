//! `cargo xtask prices`: takes the public list of model prices and writes the shipped table from it.
//!
//! The list is genai-prices', kept by Pydantic under the MIT licence. It is fetched with curl, or with pip from the package registry, where
//! it lies as a wheel. What becomes of it is the converter's business: `src-tauri/crates/prices/examples/convert`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::cargo::cargo;
use crate::step::{on_path, root, step};

const USAGE: &str = "\
Usage: cargo xtask prices [--from FILE|URL|pypi] [--date YYYY-MM-DD]

Writes src-tauri/crates/prices/table.json from the list of prices that genai-prices keeps.

  --from   where the list is: its data.json or a wheel of the package, as a file or an address;
           `pypi` asks pip for the newest wheel. Without it, data.json of the project's main branch
  --date   the day the list was taken; without it, today";

/// The list as its project keeps it.
const LIST: &str = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json";
/// The project.
const PROJECT: &str = "https://github.com/pydantic/genai-prices";
/// The package, and what the table calls its source.
const PACKAGE: &str = "genai-prices";

/// Fetches the list and writes the table.
pub fn prices(arguments: &[String]) -> Result<ExitCode> {
    let (mut from, mut date) = (LIST, "");
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match (word, words.next()) {
            ("--from", Some(value)) => from = value,
            ("--date", Some(value)) => date = value,
            ("--help" | "-h", _) => {
                println!("{USAGE}");
                return Ok(ExitCode::SUCCESS);
            }
            _ => bail!("{USAGE}\n\n\"{word}\" is not understood"),
        }
    }
    let folder = std::env::temp_dir().join(format!("waterglass-prices-{}", std::process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let outcome = write(from, date, &folder);
    // Only what was fetched lies there; a leftover in the temporary folder is no reason to fail.
    let _ = std::fs::remove_dir_all(&folder);
    outcome?;
    Ok(ExitCode::SUCCESS)
}

fn write(from: &str, date: &str, folder: &Path) -> Result<()> {
    let fetched = fetch(from, folder)?;
    let is_wheel = fetched.extension().is_some_and(|extension| extension == "whl");
    let (list, source) =
        if is_wheel { (unpack(&fetched, folder)?, edition(&fetched)) } else { (fetched, PACKAGE.to_owned()) };
    let home = root().join("src-tauri/crates/prices");
    let words = ["run", "--quiet", "-p", "waterglass-prices", "--example", "convert", "--"];
    let mut convert = cargo(&words);
    convert.arg(list).arg(home.join("table.json")).args([&source, PROJECT, date]);
    step("write table.json", "figures and names are carried over, texts are not", &mut convert)?;
    let words = ["test", "--quiet", "-p", "waterglass-prices"];
    step(&format!("cargo {}", words.join(" ")), "every row must be a sane one", &mut cargo(&words))
}

/// The list or the wheel as a file.
fn fetch(from: &str, folder: &Path) -> Result<PathBuf> {
    if from == "pypi" {
        let mut pip = Command::new(python()?);
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"])
            .arg(folder)
            .arg(PACKAGE);
        step(&format!("pip download {PACKAGE}"), "the package holds the list", &mut pip)?;
        let wheels = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
        return wheels
            .filter(|path| path.extension().is_some_and(|e| e == "whl"))
            .max()
            .context("pip brought no wheel");
    }
    if !from.starts_with("https://") && !from.starts_with("http://") {
        return std::path::absolute(from).with_context(|| format!("{from} is no file"));
    }
    let name = from.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("data.json");
    let file = folder.join(name);
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location", "--max-time", "120", "--output"])
        .arg(&file)
        .arg(from);
    step(&format!("fetch {from}"), "the list of prices", &mut curl)
        .context("where the address cannot be reached, try `--from pypi`, or fetch it by hand and give the file")?;
    Ok(file)
}

/// The list out of a wheel.
fn unpack(wheel: &Path, folder: &Path) -> Result<PathBuf> {
    let script = root().join("src-tauri/crates/prices/examples/convert/wheel.py");
    let list = folder.join("list.json");
    let mut command = Command::new(python()?);
    command.arg(script).arg(wheel).arg(&list);
    step("read the wheel", "it holds the list as Python, which is read and not run", &mut command)?;
    Ok(list)
}

/// `genai-prices 0.2.3`, from the name of its wheel.
fn edition(wheel: &Path) -> String {
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    name.split('-').nth(1).map_or_else(|| PACKAGE.to_owned(), |version| format!("{PACKAGE} {version}"))
}

fn python() -> Result<&'static str> {
    let names: &[&str] = if cfg!(windows) { &["python.exe", "py.exe"] } else { &["python3", "python"] };
    names.iter().copied().find(|name| on_path(&[name])).context("a wheel is read with Python 3, which is not installed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edition_is_in_the_wheels_name() {
        assert_eq!(edition(Path::new("/tmp/genai_prices-0.2.3-py3-none-any.whl")), "genai-prices 0.2.3");
        assert_eq!(edition(Path::new("list.whl")), "genai-prices");
    }

    #[test]
    fn a_word_too_many_is_refused() {
        let refused = prices(&["--form".to_owned(), "x".to_owned()]).expect_err("not an option");
        assert!(refused.to_string().contains("\"--form\" is not understood"));
    }
}
