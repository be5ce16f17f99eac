//! Wires receivers, dialects and store together; serves the API and the UI.
