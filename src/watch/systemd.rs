//! What systemd is told: readiness, reloading, stopping, and that the watch is alive.
//!
//! Outside systemd (`NOTIFY_SOCKET` not set) every call does nothing.

use std::time::Duration;

use sd_notify::NotifyState;
use tracing::warn;

/// Says that the watch has begun (or goes on after a reload).
pub fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Says that the configuration is being read again.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(_) => tell(&[NotifyState::Reloading]), // the time is only wanted by Type=notify-reload
    }
}

/// Says that the watch is ending.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Says that loop and database answer.
pub fn alive() {
    tell(&[NotifyState::Watchdog]);
}

/// How often [`alive`] has to be said: half of what the unit's `WatchdogSec` allows; `None` without a watchdog.
pub fn watchdog_interval() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|limit| limit / 2)
}

fn tell(states: &[NotifyState]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "systemd could not be told");
    }
}
