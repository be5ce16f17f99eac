//! Lets Tauri check its configuration and capabilities and, on Windows, put the icon into the program.
fn main() {
    tauri_build::build();
}
