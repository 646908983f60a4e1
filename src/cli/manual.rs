//! `newswatch completions` and `newswatch man`: made from the command line's own definition.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Exit};

#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    shell: Shell,
}

/// Prints completions for a shell.
pub fn completions(args: CompletionArgs) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "newswatch", &mut text);
    std::io::stdout().write_all(&text)?;
    Ok(Exit::Success)
}

/// Prints the manual page, each verb's page after it.
pub fn man() -> anyhow::Result<Exit> {
    let mut command = Cli::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for verb in command.get_subcommands().filter(|v| v.get_name() != "help") {
        let man = clap_mangen::Man::new(verb.clone());
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
    }
    std::io::stdout().write_all(&text)?;
    Ok(Exit::Success)
}
