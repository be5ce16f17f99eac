//! The house's plan as a test: which room may name what, read from manifests and sources.
//!
//! Holds what no compiler holds: that a room stays out of another's business, that files stay small, that nothing
//! of one machine is written down. Builds nothing and runs nothing. Where a rule fails, the rule is usually right.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

/// Files that may be longer than the rest: tables of facts, one row a fact.
const TABLES: [&str; 0] = [];

/// A file past this many lines is two files.
const LONGEST: usize = 600;

/// Every room and the rooms it may depend on.
const ROOMS: [(&str, &[&str]); 11] = [
    ("proto", &[]),
    ("src-tauri/crates/query", &[]),
    ("src-tauri/crates/model", &[]),
    ("src-tauri/crates/dialects", &["proto", "model"]),
    ("src-tauri/crates/prices", &["proto", "model"]),
    ("src-tauri/crates/redaction", &["proto", "model"]),
    ("src-tauri/crates/receivers", &["model"]),
    ("src-tauri/crates/store", &["model", "query"]),
    ("src-tauri/crates/server", &["proto", "model", "query", "dialects", "prices", "redaction", "receivers", "store"]),
    ("src-tauri/crates/cli", &["proto", "model", "query", "store", "server"]),
    ("src-tauri", &["server", "cli"]),
];

/// A crate that only some rooms of the product may depend on or name. Rooms are given as beginnings of paths.
const KEPT: [(&str, &[&str]); 6] = [
    ("tauri", &["src-tauri"]),
    ("wry", &["src-tauri"]),
    ("webkit2gtk", &["src-tauri"]),
    ("rusqlite", &["src-tauri/crates/store"]),
    ("tonic", &["src-tauri/crates/receivers", "src-tauri/crates/server/src/forward"]),
    ("opentelemetry-proto", &["src-tauri/crates/receivers", "src-tauri/crates/server/src/forward"]),
];

/// The clone's root.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).expect("the package lies two folders below the root").to_path_buf()
}

/// Files of the project: what git knows or would add, so that neither builds nor downloads count.
fn files() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let output = git.output().context("git lists the files")?;
    let mut files: Vec<String> =
        String::from_utf8(output.stdout)?.split('\0').filter(|file| !file.is_empty()).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    // A file that was just removed is still listed.
    files.retain(|file| root().join(file).is_file());
    assert!(files.len() > 50, "only {} files found: nothing would be checked", files.len());
    Ok(files)
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_default()
}

fn is_source(file: &str) -> bool {
    [".rs", ".ts", ".tsx", ".mjs", ".js", ".py", ".sql", ".css"].iter().any(|end| file.ends_with(end))
}

/// Names of what a manifest's product code depends on. Tests may look at a room from anywhere.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            inside = section.ends_with("dependencies") && !section.contains("dev-dependencies");
            // The long form: [dependencies.name].
            let long = section.split_once("dependencies.").filter(|(before, _)| !before.ends_with("dev-"));
            names.extend(long.map(|(_, name)| name.to_owned()));
        } else if inside && let Some((name, _)) = line.split_once(['=', '.']) {
            names.push(name.trim().to_owned());
        }
    }
    names
}

/// Lines of a Rust source with comments taken away, so that prose may name what code may not.
fn code(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let stripped = source.lines().map(|line| line.split_once("//").map_or(line, |(before, _)| before));
    stripped.enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether a line names a crate as a path (`tonic::`) or imports it (`use tonic;`).
fn names_crate(line: &str, name: &str) -> bool {
    let name = name.replace('-', "_");
    line.match_indices(&name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let whole = before.is_none_or(|letter| !letter.is_alphanumeric() && !matches!(letter, '_' | ':' | '.' | '"'));
        whole && (after.starts_with("::") || (line.trim_start().starts_with("use ") && after.starts_with([';', ' '])))
    })
}

fn fail_with(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn a_room_depends_only_on_the_rooms_below_it() {
    let mut found = Vec::new();
    for (room, allowed) in ROOMS {
        let manifest = read(&format!("{room}/Cargo.toml"));
        assert!(manifest.contains("[package]"), "{room} is a room");
        let named =
            dependencies(&manifest).into_iter().filter_map(|name| name.strip_prefix("waterglass-").map(str::to_owned));
        found.extend(
            named.filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{room} depends on {name}")),
        );
    }
    fail_with("Arrows point down, and receivers, dialects and store never see each other", &found);
}

#[test]
fn every_crate_is_a_room_with_rules() -> Result<()> {
    let known = |folder: &str| ROOMS.iter().any(|(room, _)| *room == folder);
    let manifests =
        files()?.into_iter().filter(|file| file.starts_with("src-tauri/crates/") && file.ends_with("/Cargo.toml"));
    let new: Vec<String> = manifests.filter(|file| !known(file.trim_end_matches("/Cargo.toml"))).collect();
    fail_with("A new room needs a row in ROOMS", &new);
    Ok(())
}

#[test]
fn a_crate_that_is_kept_to_a_room_is_named_nowhere_else() -> Result<()> {
    let mut found = Vec::new();
    for file in files()? {
        let manifest = file.ends_with("Cargo.toml") && file != "Cargo.toml";
        // Tests and benchmarks are clients of the product: they speak its protocols with whatever they like.
        let product = !file.starts_with("tests/") && !file.contains("/tests/") && !file.contains("/benches/");
        if !product || !manifest && !file.ends_with(".rs") {
            continue;
        }
        let text = read(&file);
        for (name, rooms) in KEPT {
            // `src-tauri` is the shell itself, not what lies in src-tauri/crates.
            let inside = |room: &&str| file.starts_with(&format!("{room}/")) || file.starts_with(&format!("{room}."));
            let shell = rooms == ["src-tauri"]
                && ["src-tauri/crates/", "src-tauri/xtask/"].iter().any(|room| file.starts_with(room));
            if rooms.iter().any(inside) && !shell {
                continue;
            }
            if manifest {
                let own = |depends: &String| depends == name || depends.starts_with(&format!("{name}-"));
                // A forwarder is a file of the server, so the server's manifest may name what it sends with.
                let forwards = file == "src-tauri/crates/server/Cargo.toml"
                    && rooms.iter().any(|room| room.contains("server/src/forward"));
                found.extend(
                    dependencies(&text)
                        .iter()
                        .filter(|depends| own(depends) && !forwards)
                        .map(|depends| format!("{file} depends on {depends}")),
                );
            } else {
                found.extend(
                    code(&text)
                        .filter(|(_, line)| names_crate(line, name))
                        .map(|(at, line)| format!("{file}:{at}: {}", line.trim())),
                );
            }
        }
    }
    fail_with("Each of these crates is kept to the rooms that KEPT names", &found);
    Ok(())
}

#[test]
fn only_the_store_holds_sql() -> Result<()> {
    // The sample is telemetry of an invented program, which asks an invented database.
    let others = ["src-tauri/crates/store/", "src-tauri/crates/server/src/api/sample", "tests/"];
    let outside = |file: &String| !others.iter().any(|room| file.starts_with(room));
    let files: Vec<String> = files()?.into_iter().filter(outside).collect();
    let mut found: Vec<String> = files.iter().filter(|file| file.ends_with(".sql")).cloned().collect();
    let verbs = ["\"SELECT ", "\"INSERT INTO", "\"UPDATE ", "\"DELETE FROM", "\"CREATE TABLE", "\"PRAGMA "];
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        let text = read(file);
        let sql = code(&text).filter(|(_, line)| verbs.iter().any(|verb| line.contains(verb)));
        found.extend(sql.map(|(at, line)| format!("{file}:{at}: {}", line.trim())));
    }
    fail_with("SQL lies in the store's .sql files", &found);
    Ok(())
}

#[test]
fn a_question_a_receiver_and_a_dialect_never_call_another() -> Result<()> {
    let folders = [
        // A dialect is what has a row of its own for the table; the rest is shared by them.
        ("src-tauri/crates/dialects/src/", ["lib"].as_slice()),
        // What asks no question of its own (no .sql beside it) is shared by those that do.
        ("src-tauri/crates/store/src/queries/", ["mod"].as_slice()),
    ];
    let files = files()?;
    let mut found = Vec::new();
    for (folder, shared) in folders {
        let peers: Vec<(&String, &str)> = files
            .iter()
            .filter_map(|file| Some((file, file.strip_prefix(folder)?.strip_suffix(".rs")?)))
            .filter(|(_, name)| !name.contains('/') && !shared.contains(name))
            .filter(|(_, name)| !folder.contains("queries") || files.contains(&format!("{folder}{name}.sql")))
            .filter(|(file, _)| !folder.contains("dialects") || read(file).contains("const DIALECT: Dialect"))
            .collect();
        for (file, own) in &peers {
            let text = read(file);
            for (_, peer) in peers.iter().filter(|(_, peer)| peer != own) {
                let calls =
                    [format!("super::{peer}::"), format!("crate::{peer}::"), format!("crate::queries::{peer}::")];
                let named = code(&text).filter(|(_, line)| calls.iter().any(|call| line.contains(call)));
                found.extend(named.map(|(at, line)| format!("{file}:{at}: {}", line.trim())));
            }
        }
    }
    fail_with("Shared code goes down, never across", &found);
    Ok(())
}

#[test]
fn tests_from_outside_never_import_the_product() -> Result<()> {
    let mut found = Vec::new();
    for file in files()? {
        if !["tests/e2e/", "tests/sdks/"].iter().any(|room| file.starts_with(room)) {
            continue;
        }
        let text = read(&file);
        let bad = |line: &&str| {
            let imports =
                [" from ", "import(", "import '", "import \"", "require("].iter().any(|word| line.contains(word));
            imports && ["/ui/src", "/proto/", "src-tauri/"].iter().any(|product| line.contains(product))
        };
        let lines = text.lines().enumerate().filter(|(_, line)| is_source(&file) && bad(line));
        found.extend(lines.map(|(at, line)| format!("{file}:{}: {}", at + 1, line.trim())));
        if file.ends_with("Cargo.toml") {
            found.extend(
                dependencies(&text)
                    .iter()
                    .filter(|name| name.starts_with("waterglass"))
                    .map(|name| format!("{file}: {name}")),
            );
        }
    }
    fail_with("These tests see what a user sees", &found);
    Ok(())
}

#[test]
fn only_the_host_module_names_tauri_in_the_page() -> Result<()> {
    let page = |file: &String| file.starts_with("ui/src/") && !file.starts_with("ui/src/host/");
    let named = |file: &String| read(file).lines().any(|line| line.contains("@tauri-apps/"));
    let found: Vec<String> = files()?.into_iter().filter(page).filter(named).collect();
    fail_with("What differs between window and browser lies in ui/src/host", &found);
    Ok(())
}

#[test]
fn files_are_small_and_say_what_they_own() -> Result<()> {
    let generated = |file: &str| file.starts_with("proto/ts/");
    let mut long = Vec::new();
    let mut silent = Vec::new();
    // A question's SQL is introduced by the Rust beside it, a style sheet and a test by what they belong to.
    let introduced = |file: &str| [".sql", ".css", ".test.ts", ".test.tsx"].iter().any(|end| file.ends_with(end));
    for file in files()?.into_iter().filter(|file| is_source(file) && !generated(file)) {
        let text = read(&file);
        let lines = text.lines().count();
        if lines > LONGEST && !TABLES.contains(&file.as_str()) {
            long.push(format!("{file}: {lines} lines"));
        }
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!")).unwrap_or_default();
        let comment = ["//", "/*", "--", "#", "\"\"\""].iter().any(|mark| first.trim_start().starts_with(mark));
        if !comment && lines > 0 && !introduced(&file) {
            silent.push(file);
        }
    }
    fail_with("A file this long is two files", &long);
    fail_with("Every file opens with what it owns and what it never does", &silent);
    Ok(())
}

#[test]
fn nothing_of_one_machine_is_written_down() -> Result<()> {
    // Spelled in pieces, so that this file does not find itself.
    let places = [["/ro", "ot/"], ["/wo", "rk/"], ["..", "/shared/"]].map(|parts| parts.concat());
    let mut found = Vec::new();
    for file in files()? {
        // Recorded requests hold the paths of the machines they were recorded on.
        if file.starts_with("tests/corpus/") {
            continue;
        }
        let text = read(&file);
        let lines =
            text.lines().enumerate().filter(|(_, line)| places.iter().any(|place| line.contains(place.as_str())));
        found.extend(lines.map(|(at, line)| format!("{file}:{}: {}", at + 1, line.trim())));
        if file.ends_with("package-lock.json") && text.contains("\"resolved\"") {
            found.push(format!("{file}: holds download addresses"));
        }
    }
    fail_with("Paths of a machine", &found);
    Ok(())
}

#[test]
fn nothing_is_left_open() -> Result<()> {
    // Spelled in pieces, so that this file does not find itself.
    let marks =
        [["to", "do!("], ["unimplem", "ented!("], ["TO", "DO"], ["FIX", "ME"], ["#[ig", "nore"], [".sk", "ip("]]
            .map(|parts| parts.concat());
    let mut found = Vec::new();
    for file in files()?.into_iter().filter(|file| is_source(file)) {
        let text = read(&file);
        let test = file.ends_with(".mjs") || file.contains("test");
        let open = |line: &str| {
            marks
                .iter()
                .any(|mark| line.contains(mark.as_str()) && (mark != ".skip(" || test && !file.ends_with(".rs")))
        };
        found.extend(
            text.lines()
                .enumerate()
                .filter(|(_, line)| open(line))
                .map(|(at, line)| format!("{file}:{}: {}", at + 1, line.trim())),
        );
    }
    fail_with("Left open in the code", &found);
    Ok(())
}
