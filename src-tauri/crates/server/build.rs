//! Tells cargo that an optimised build holds the UI's files. A debug build reads them as it runs, so there nothing needs rebuilding.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../../ui/dist");
    }
}
