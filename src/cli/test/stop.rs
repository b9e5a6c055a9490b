//! A signal to end while blocks run, such as that of Ctrl-C: what they started is ended before the program is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

/// Whether the user wanted to stop, from now on.
pub(super) fn on_interrupt() -> Arc<AtomicBool> {
    let stop: Arc<AtomicBool> = Arc::default();
    let wanted = Arc::clone(&stop);
    let (deaf, listens) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without it a signal ends the program at once, as it does by default.
        if runtime.is_ok_and(|runtime| runtime.block_on(signalled(deaf)).is_ok()) {
            wanted.store(true, Ordering::Relaxed);
        }
    });
    // Nothing is started before: whatever ends us then ends it too. It comes to an end where nobody can listen as well.
    let _ = listens.recv();
    stop
}

/// Waits for Ctrl-C, for the end of the terminal, or for whoever cancels a job; lets go of `deaf` when it listens.
#[cfg(unix)]
async fn signalled(deaf: Sender<()>) -> std::io::Result<()> {
    use std::task::{Context, Poll};
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut signals = kinds.into_iter().map(signal).collect::<std::io::Result<Vec<_>>>()?;
    drop(deaf);
    let any = |context: &mut Context<'_>| {
        let is_there = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if is_there { Poll::Ready(()) } else { Poll::Pending }
    };
    std::future::poll_fn(any).await;
    Ok(())
}

#[cfg(not(unix))]
async fn signalled(deaf: Sender<()>) -> std::io::Result<()> {
    drop(deaf);
    tokio::signal::ctrl_c().await
}
