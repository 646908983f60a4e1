//! `/metrics` in the OpenMetrics text format, `/healthz` for whoever restarts what hangs.

use std::fmt::Write;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::{Shared, status};
use crate::model::Lateness;

/// The loop turns every second; after this long without a turn it hangs.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// How long the database may take to answer the least question.
const ANSWER_MAX: Duration = Duration::from_secs(3);

/// A sample: labels (already written) and value.
type Sample = (String, f64);

/// Answers with the metrics.
pub(super) async fn metrics(State(app): State<Shared>) -> Result<Response, Problem> {
    let standing = status::look(&app).await?;
    let (totals, counted) = (&standing.counted.totals, &standing.counted);
    let one = |value: u64| vec![(String::new(), value as f64)];
    let mut out = String::new();
    family(&mut out, "newswatch_pages", "gauge", "Pages that are watched now.", &one(totals.watched));
    family(
        &mut out,
        "newswatch_pages_troubled",
        "gauge",
        "Watched pages in a doubtful state, or failing.",
        &one(totals.troubled),
    );
    family(&mut out, "newswatch_attempts", "counter", "Requests for pages so far.", &one(totals.attempts));
    family(&mut out, "newswatch_versions", "counter", "Texts recorded so far.", &one(totals.versions));
    let outlets = || counted.overview.outlets.iter();
    let edits: Vec<Sample> = outlets().map(|o| (label("site", &o.site), o.edits as f64)).collect();
    family(&mut out, "newswatch_edits", "counter", "Publishers' edits of weight minor or more, by site.", &edits);
    let silent: Vec<Sample> = outlets().map(|o| (label("site", &o.site), o.silent as f64)).collect();
    family(&mut out, "newswatch_silent_edits", "counter", "Edits of which readers are told nothing, by site.", &silent);
    family(&mut out, "newswatch_due", "gauge", "Watched pages that are due now.", &one(standing.queue.due));
    let late_s = standing.late.num_milliseconds() as f64 / 1000.0;
    family(
        &mut out,
        "newswatch_lateness_seconds",
        "gauge",
        "How late the page is that waits longest.",
        &[(String::new(), late_s)],
    );
    family(
        &mut out,
        "newswatch_failing_pages",
        "gauge",
        "Watched pages whose last request failed.",
        &one(counted.failing.len() as u64),
    );
    let alerts: Vec<Sample> =
        counted.health.iter().map(|site| (label("site", &site.site), site.alerts.len() as f64)).collect();
    family(&mut out, "newswatch_site_alerts", "gauge", "Alerts that last, by site.", &alerts);
    if let Some(lateness) = &app.lateness {
        histogram(
            &mut out,
            "newswatch_check_lateness_seconds",
            "How long after they were due checks began, since the start.",
            lateness,
        );
    }
    if let Some(silence_s) = standing.silence_s {
        family(
            &mut out,
            "newswatch_loop_silence_seconds",
            "gauge",
            "Time since the loop of the watch turned.",
            &[(String::new(), silence_s)],
        );
    }
    out.push_str("# EOF\n");
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], out).into_response())
}

fn family(out: &mut String, name: &str, kind: &str, help: &str, samples: &[Sample]) {
    let unit = if name.ends_with("_seconds") { format!("# UNIT {name} seconds\n") } else { String::new() };
    let suffix = if kind == "counter" { "_total" } else { "" };
    // Writing to a String cannot fail.
    let _ = write!(out, "# TYPE {name} {kind}\n{unit}# HELP {name} {help}\n");
    for (labels, value) in samples {
        let _ = writeln!(out, "{name}{suffix}{labels} {value}");
    }
}

fn histogram(out: &mut String, name: &str, help: &str, counted: &Lateness) {
    let _ = write!(out, "# TYPE {name} histogram\n# UNIT {name} seconds\n# HELP {name} {help}\n");
    let (classes, sum) = counted.counts();
    let mut so_far = 0;
    for (end_s, checks) in classes {
        so_far += checks;
        let end = end_s.map_or("+Inf".to_owned(), |end_s| format!("{end_s}.0"));
        let _ = writeln!(out, "{name}_bucket{{le=\"{end}\"}} {so_far}");
    }
    let _ = writeln!(out, "{name}_count {so_far}\n{name}_sum {sum}");
}

fn label(name: &str, value: &str) -> String {
    let shown = crate::model::Untrusted::new(value).to_string();
    format!("{{{name}=\"{}\"}}", shown.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Answers 200 while the loop turns and the database answers, else 503 with the reason.
pub(super) async fn healthz(State(app): State<Shared>) -> Response {
    let failed = |why: String| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if let Some(silence) = app.silence.as_ref().map(|silence| silence()).filter(|silence| *silence > SILENCE_MAX) {
        return failed(format!("the loop has not turned for {} s\n", silence.as_secs()));
    }
    let answer = app.pool.read_for(ANSWER_MAX, |reader| Ok(reader.ping()?));
    match tokio::time::timeout(ANSWER_MAX, answer).await {
        Ok(Ok(())) => "ok\n".into_response(),
        Ok(Err(problem)) => failed(format!("{}\n", problem.told())),
        Err(_) => failed("the database does not answer in time\n".to_owned()),
    }
}
