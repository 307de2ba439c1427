//! Whether there is a standard output at all.
//!
//! Rust opens `/dev/null` in the place of a standard stream that was closed (`>&-`) before `main` runs; writing there
//! never fails, and a result would be lost without a word. So it is looked before that, as the loader's first thing.

use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the process began.
pub(super) fn output_was_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

#[allow(unsafe_code)]
extern "C" fn look() {
    // SAFETY: asks about a number and touches no memory; the C library is ready when initialisers run.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
    CLOSED.store(flags == -1, Ordering::Relaxed);
}

#[allow(unsafe_code)]
#[used]
// SAFETY: both sections are lists of functions of this type, which are called once before `main`.
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
static FIRST: extern "C" fn() = look;
