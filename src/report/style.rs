//! Marks for a screen: text marks always, colour beside them where it is wanted. It does not ask what the output is.

use std::fmt::{self, Display, Write};

use anstyle::{AnsiColor, Color, Effects};

use crate::model::{Marks, Op, Severity, Untrusted};

/// Whether the output may carry colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    #[default]
    Plain,
    /// ANSI colours; the text stays as readable without them.
    Colour,
}

impl Style {
    /// Shows `text`, which must be safe, in `style` if colour is wanted.
    pub(super) fn paint(self, style: anstyle::Style, text: impl Display) -> String {
        match self {
            Style::Plain => text.to_string(),
            Style::Colour => format!("{style}{text}{style:#}"),
        }
    }

    pub(super) fn bold(self, text: impl Display) -> String {
        self.paint(anstyle::Style::new().effects(Effects::BOLD), text)
    }

    pub(super) fn faint(self, text: impl Display) -> String {
        self.paint(anstyle::Style::new().effects(Effects::DIMMED), text)
    }

    pub(super) fn severity(self, severity: Severity) -> String {
        let colour = match severity {
            Severity::Alert => AnsiColor::Magenta,
            Severity::Major => AnsiColor::Red,
            Severity::Minor => AnsiColor::Yellow,
            Severity::Info | Severity::Cosmetic | Severity::Trace | Severity::None => AnsiColor::Cyan,
        };
        self.paint(coloured(colour), severity)
    }
}

fn coloured(colour: AnsiColor) -> anstyle::Style {
    anstyle::Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// `[-gone-]{+new+}`, red and green on a screen with colours; every text is escaped.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScreenMarks {
    pub style: Style,
}

impl Marks for ScreenMarks {
    fn run(&self, out: &mut dyn Write, op: Op, text: &str) -> fmt::Result {
        let text = Untrusted::new(text);
        match op {
            Op::Equal => write!(out, "{text}"),
            Op::Delete => out.write_str(&self.style.paint(coloured(AnsiColor::Red), format_args!("[-{text}-]"))),
            Op::Insert => out.write_str(&self.style.paint(coloured(AnsiColor::Green), format_args!("{{+{text}+}}"))),
        }
    }

    fn remark(&self, out: &mut dyn Write, text: &str) -> fmt::Result {
        // A remark may quote the first words of a block that was moved.
        out.write_str(&self.style.faint(Untrusted::new(text)))
    }
}
