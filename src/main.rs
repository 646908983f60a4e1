//! The newswatch program: see [`newswatch::cli`].

fn main() -> std::process::ExitCode {
    newswatch::cli::main()
}
