//! The preview's server: takes connections, and answers each request from the site in memory.
//!
//! `serve/http.rs` turns a request into a reply and knows no socket; `serve/reload.rs` keeps the open pages up to
//! date; `serve/overlay.rs` says what they show of faults. Which faults there are, and what a page holds, is the
//! engine's affair.

mod http;
mod overlay;
mod reload;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

use crate::engine::live::{Change, Live};
pub use http::is_host_name;
use http::{Asked, Hosts, Reply};
use overlay::Audience;
use reload::Hub;

/// The port where none is named.
pub const PORT: u16 = 4000;
/// How many ports after the first are tried.
const MORE_PORTS: u16 = 100;
/// Most connections at a time; the next ones wait. Files have to be opened too, and systems give 256 at the least.
const MOST_CONNECTIONS: usize = 200;
/// How long a connection may take to say what it asks for, and how long it may ask for nothing.
const PATIENCE: Duration = Duration::from_secs(10);

type Body = Either<Full<Bytes>, Channel<Bytes, Infallible>>;

/// What all requests share.
struct Shared {
    live: Arc<Live>,
    hub: Hub,
    hosts: Hosts,
}

/// A server that runs.
pub struct Server {
    runtime: Runtime,
    shared: Arc<Shared>,
}

/// Takes a port: the one named, or else the first that is free from [`PORT`] on.
///
/// # Errors
/// The port that was named is taken, or none is free.
pub fn listen(host: IpAddr, port: Option<u16>) -> Result<TcpListener> {
    if let Some(port) = port {
        return match TcpListener::bind(SocketAddr::new(host, port)) {
            Ok(listener) => Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                bail!("port {port} is in use; name another one with `--port`, or leave the option out")
            }
            Err(error) => Err(error).with_context(|| format!("port {port} of {host} can't be used")),
        };
    }
    first_free(host, PORT..=PORT + MORE_PORTS)
}

fn first_free(host: IpAddr, ports: RangeInclusive<u16>) -> Result<TcpListener> {
    let (first, last) = (*ports.start(), *ports.end());
    for port in ports {
        match TcpListener::bind(SocketAddr::new(host, port)) {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            bound => return bound.with_context(|| format!("port {port} of {host} can't be used")),
        }
    }
    bail!("the ports from {first} to {last} are all in use; name another one with `--port`")
}

impl Server {
    /// Starts to answer requests to its own address and to names that are `allowed`. `stop` is called when the user asks for
    /// the end.
    ///
    /// # Errors
    /// The system gives no threads, or the listener can't be used.
    pub fn start(
        live: Arc<Live>,
        listener: TcpListener,
        allowed: &[String],
        stop: impl Fn() + Send + 'static,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("the server can't be started")?;
        let address = listener.local_addr()?;
        let hub = Hub::new(Audience::of(address.ip()));
        let shared = Arc::new(Shared { live, hub, hosts: Hosts::of(address, allowed) });
        listener.set_nonblocking(true)?;
        let accepting = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(accept(accepting, Arc::clone(&shared)));
        // Heeded before anybody is told that the server runs: else the signal would end the process in its own way.
        let asked_to_stop = {
            let _inside = runtime.enter();
            asked_to_stop()
        };
        runtime.spawn(async move {
            asked_to_stop.await;
            stop();
        });
        Ok(Self { runtime, shared })
    }

    /// Brings the open pages up to date. How many of them show something else now.
    pub fn changed(&self, change: &Change) -> usize {
        self.shared.hub.changed(&self.shared.live, change)
    }

    /// Ends all connections.
    pub fn stop(self) {
        self.runtime.shutdown_background();
    }
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: what is open has to end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| answer(Arc::clone(&shared), request));
            // A connection that breaks off concerns nobody else.
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let asked = Asked::of(&request);
    // Rendering takes a while, and must not hold up the other connections.
    let reply = tokio::task::spawn_blocking(move || respond(&shared, &asked)).await;
    Ok(reply.unwrap_or_else(|_| whole(Reply::text(500, "the preview failed to answer\n"))))
}

fn respond(shared: &Shared, asked: &Asked) -> Response<Body> {
    if let Err(refusal) = shared.hosts.admit(asked) {
        return whole(refusal);
    }
    if asked.path == reload::ADDRESS {
        return match shared.hub.open(&shared.live, asked) {
            Ok(channel) => stream(channel),
            Err(refusal) => whole(refusal),
        };
    }
    whole(http::reply(&shared.live, asked))
}

/// What the server at an address replies to a request, but for the stream that open pages listen to.
pub fn reply<B>(live: &Live, address: SocketAddr, request: &Request<B>) -> Response<Vec<u8>> {
    let asked = Asked::of(request);
    let refusal = Hosts::of(address, &[]).admit(&asked).err();
    response(refusal.unwrap_or_else(|| http::reply(live, &asked)))
}

fn whole(reply: Reply) -> Response<Body> {
    response(reply).map(|body| Either::Left(Full::new(Bytes::from(body))))
}

fn response(reply: Reply) -> Response<Vec<u8>> {
    let mut response = Response::new(reply.body);
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status).unwrap_or_default();
    for (name, value) in reply.headers {
        if let Ok(value) = hyper::header::HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn stream(channel: Channel<Bytes, Infallible>) -> Response<Body> {
    let mut response = Response::new(Either::Right(channel));
    let headers = response.headers_mut();
    let value = hyper::header::HeaderValue::from_static;
    headers.insert("content-type", value("text/event-stream; charset=utf-8"));
    headers.insert("cache-control", value("no-store"));
    headers.insert("x-content-type-options", value("nosniff"));
    response
}

/// Listens for a signal to end from now on, and waits for it.
#[cfg(unix)]
fn asked_to_stop() -> impl Future<Output = ()> + Send {
    use std::task::Poll;
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
    let mut signals: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    std::future::poll_fn(move |context| {
        let is_there = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if is_there { Poll::Ready(()) } else { Poll::Pending }
    })
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn of_ports_that_are_taken_none_is_used() {
        let taken = TcpListener::bind((HOME, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = first_free(HOME, port..=port).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("the ports from {port} to {port} are all in use; name another one with `--port`")
        );
        let next = first_free(HOME, port..=u16::MAX).unwrap();
        assert!(next.local_addr().unwrap().port() > port);
    }
}
