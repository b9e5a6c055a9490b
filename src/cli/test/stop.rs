//! Ctrl-C while blocks run: what they started is ended before the program is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user wanted to stop, from now on.
pub(super) fn on_interrupt() -> Arc<AtomicBool> {
    let stop: Arc<AtomicBool> = Arc::default();
    let wanted = Arc::clone(&stop);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without it the signal ends the program at once, as it does by default.
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            wanted.store(true, Ordering::Relaxed);
        }
    });
    stop
}
