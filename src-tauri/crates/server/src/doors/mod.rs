//! Opening the doors: one port on both loopback addresses. A taken port shuts only its own door, and says who holds it and what to set.
//!
//! Never serves: it hands out listening sockets.

mod holder;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};
use waterglass_proto::{Door, DoorKind, DoorProblem};

use crate::Host;

/// Connections the system holds for us until we take them. A thousand clients may come at once.
const BACKLOG: u32 = 1024;

/// How many ports after the wanted one are tried for the advice.
const LOOK_AHEAD: u16 = 200;

/// How often a free port on IPv4 is given up because IPv6 has it taken.
const RETRIES: usize = 16;

/// A door: what it is for the API, and its sockets while it is open.
#[derive(Debug)]
pub(crate) struct OpenDoor {
    pub(crate) door: Door,
    pub(crate) sockets: Vec<TcpListener>,
}

/// Opens a door, or says why not.
pub(crate) fn open(kind: DoorKind, host: Host, port: u16) -> OpenDoor {
    let addresses = addresses_of(host);
    match listen(&addresses, port) {
        Ok((sockets, port, unheard)) => {
            let url = format!("http://{}", SocketAddr::new(shown(addresses[0]), port));
            let problem = unheard.map(|(address, error)| problem(kind, host, address, port, &error, false));
            OpenDoor { door: Door { kind, listening: true, url, port, problem }, sockets }
        }
        Err((address, error)) => {
            let url = format!("http://{}", SocketAddr::new(shown(addresses[0]), port));
            let problem = Some(problem(kind, host, address, port, &error, true));
            OpenDoor { door: Door { kind, listening: false, url, port, problem }, sockets: Vec::new() }
        }
    }
}

fn addresses_of(host: Host) -> Vec<IpAddr> {
    match host {
        Host::Local => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        Host::Address(address) => vec![address],
    }
}

/// The address to give to a program on this machine: "all addresses" is none to connect to.
fn shown(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(any) if any.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(any) if any.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

type Failure = (IpAddr, io::Error);

/// Listens on one port of all addresses. The first address must work; one of the others that the system has not got is passed over,
/// one that somebody holds is reported.
fn listen(addresses: &[IpAddr], port: u16) -> Result<(Vec<TcpListener>, u16, Option<Failure>), Failure> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let first = bind(addresses[0], port).map_err(|error| (addresses[0], error))?;
        let bound = first.local_addr().map_err(|error| (addresses[0], error))?.port();
        let (mut sockets, mut unheard) = (vec![first], None);
        for address in &addresses[1..] {
            match bind(*address, bound) {
                Ok(socket) => sockets.push(socket),
                Err(error) if is_absent(&error) => {}
                Err(error) => unheard = Some((*address, error)),
            }
        }
        // Any port would do: take one that is free on both.
        if port == 0 && unheard.is_some() && attempt < RETRIES {
            continue;
        }
        return Ok((sockets, bound, unheard));
    }
}

fn bind(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    let address = SocketAddr::new(address, port);
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart must not wait for the last connections of the run before. On Windows the option would let two programs share a port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The system has no such address (IPv6 is switched off).
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || (cfg!(target_os = "linux") && error.raw_os_error() == Some(97))
}

fn problem(kind: DoorKind, host: Host, address: IpAddr, port: u16, error: &io::Error, shut: bool) -> DoorProblem {
    let place = SocketAddr::new(address, port);
    let taken = error.kind() == io::ErrorKind::AddrInUse;
    let holder = taken.then(|| holder::of(port)).flatten();
    let message = match (taken, shut) {
        (true, true) => format!("{place} is taken by {}", holder.as_deref().unwrap_or("another program")),
        (true, false) => {
            let by = holder.as_deref().unwrap_or("another program");
            format!("{place} is taken by {by}: what is sent there does not come here")
        }
        (false, _) => format!("{place} cannot be listened on: {error}"),
    };
    let free_port = taken.then(|| next_free(host, port)).flatten();
    let variable = match kind {
        DoorKind::Grpc => "WATERGLASS_GRPC_PORT",
        DoorKind::Http => "WATERGLASS_HTTP_PORT",
        DoorKind::Ui => "WATERGLASS_UI_PORT",
    };
    DoorProblem { message, holder, free_port, setting: free_port.map(|free| format!("{variable}={free}")) }
}

/// The next port that is free on every address. Well-known doors of ours are passed over: another of our doors will want them.
fn next_free(host: Host, port: u16) -> Option<u16> {
    let addresses = addresses_of(host);
    (port.checked_add(1)?..=port.saturating_add(LOOK_AHEAD))
        .filter(|candidate| !(4317..=4319).contains(candidate))
        .find(|candidate| matches!(listen(&addresses, *candidate), Ok((_, _, None))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_door_listens_on_both_loopback_addresses() {
        let open = open(DoorKind::Grpc, Host::Local, 0);
        assert!(open.door.listening && open.door.problem.is_none());
        assert!(open.sockets.iter().all(|socket| socket.local_addr().expect("bound").port() == open.door.port));
        assert_eq!(open.door.url, format!("http://127.0.0.1:{}", open.door.port));
    }

    #[tokio::test]
    async fn a_taken_port_names_its_holder_and_the_way_out() {
        let first = open(DoorKind::Http, Host::Local, 0);
        let second = open(DoorKind::Http, Host::Local, first.door.port);
        assert!(!second.door.listening && second.sockets.is_empty());
        let problem = second.door.problem.expect("a problem");
        let free = problem.free_port.expect("some port is free");
        assert_eq!(problem.setting, Some(format!("WATERGLASS_HTTP_PORT={free}")));
        if cfg!(target_os = "linux") {
            let holder = problem.holder.expect("it is this process");
            assert!(holder.ends_with(&format!("pid {}", std::process::id())), "{holder}");
        }
        assert!(open(DoorKind::Http, Host::Local, free).door.listening);
    }

    #[tokio::test]
    async fn a_port_taken_on_one_address_only_is_told_but_opens() {
        let Ok(other) = bind(Ipv6Addr::LOCALHOST.into(), 0) else { return };
        let port = other.local_addr().expect("bound").port();
        let open = open(DoorKind::Ui, Host::Local, port);
        assert!(open.door.listening);
        assert!(open.door.problem.expect("told").message.contains("does not come here"));
    }
}
