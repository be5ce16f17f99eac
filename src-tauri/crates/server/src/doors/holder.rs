//! Which program listens on a port. Linux tells in /proc (proc(5)); elsewhere nobody is named, for it would take another program to ask.

/// `NAME, pid N` of the program that listens on a TCP port, when the system tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn of(_port: u16) -> Option<String> {
    None
}

/// `NAME, pid N` of the program that listens on a TCP port, when the system tells: for other users' programs it does not.
#[cfg(target_os = "linux")]
pub(super) fn of(port: u16) -> Option<String> {
    let sockets = listening_sockets(port);
    if sockets.is_empty() {
        return None;
    }
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let holds = std::fs::read_dir(process.path().join("fd")).ok()?.flatten().any(|descriptor| {
            std::fs::read_link(descriptor.path())
                .is_ok_and(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
        });
        let name = || std::fs::read_to_string(process.path().join("comm")).ok();
        holds.then(|| name().map(|name| format!("{}, pid {pid}", name.trim()))).flatten()
    })
}

/// The sockets that listen on a port, as the links in /proc/PID/fd name them: `socket:[12345]`.
#[cfg(target_os = "linux")]
fn listening_sockets(port: u16) -> Vec<String> {
    /// TCP_LISTEN, in the table's hexadecimal.
    const LISTEN: &str = "0A";
    let mut sockets = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in std::fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            // Number, local address, remote address, state, queues, timer, retransmits, user, timeout, inode.
            let fields: Vec<&str> = line.split_whitespace().collect();
            let (Some(local), Some(state), Some(inode)) = (fields.get(1), fields.get(3), fields.get(9)) else {
                continue;
            };
            let here = local.rsplit_once(':').and_then(|(_, port)| u16::from_str_radix(port, 16).ok());
            if *state == LISTEN && here == Some(port) {
                sockets.push(format!("socket:[{inode}]"));
            }
        }
    }
    sockets
}
