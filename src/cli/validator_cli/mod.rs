//! `jpfhir validator_cli`: takes a command line of the Java validator word for word, so that batch files keep working.

mod flags;
mod guides;
mod request;

use clap::{Args as ClapArgs, Parser};

use super::args::{Args, Command, ValidateArgs};
use super::{Failure, Status, output, validate};
use flags::{FLAGS, Flag, Here};
pub use request::DropIn;
use request::Request;

/// `jpfhir validator_cli`.
#[derive(Debug, ClapArgs)]
#[command(disable_help_flag = true)]
pub struct ValidatorCliArgs {
    /// The command line of the Java validator: files and patterns, and its flags (docs/validator-cli.md)
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<String>,
}

/// Validates what a command line of the Java validator asks for.
pub fn run(args: &ValidatorCliArgs) -> Result<Status, Failure> {
    let arguments = without_java(&args.arguments);
    if arguments.is_empty() || ["-help", "--help", "-h", "help", "/?"].contains(&arguments[0].as_str()) {
        output::write_out(&help())?;
        return Ok(Status::Clean);
    }
    let (request, notes) = read(arguments).map_err(Failure::Message)?;
    notes.iter().for_each(|note| output::complain(note));
    validate::run(&translated(&request)?)
}

/// The arguments of `jpfhir validate` that mean the same.
fn translated(request: &Request) -> Result<ValidateArgs, Failure> {
    let guides::Guides { arguments, notes } = guides::find(&request.guides).map_err(Failure::Message)?;
    notes.iter().for_each(|note| output::complain(note));
    let line = ["jpfhir", "validate"].map(str::to_owned).into_iter().chain(request.arguments(arguments));
    match Args::try_parse_from(line).map_err(|error| Failure::Message(error.to_string()))?.command {
        Command::Validate(mut args) => {
            args.run.drop_in = Some(request.drop_in());
            Ok(*args)
        }
        _ => Err(Failure::Message("this is no validation".to_owned())),
    }
}

/// The arguments after `java -Xmx4G -jar validator_cli.jar`, if they begin so; only those of the virtual machine are
/// left out otherwise.
fn without_java(arguments: &[String]) -> &[String] {
    let jar = arguments.windows(2).position(|pair| pair[0] == "-jar" && pair[1].to_lowercase().ends_with(".jar"));
    let start = jar.map_or(0, |at| at + 2);
    let is_of_machine = |argument: &&String| argument.starts_with("-X") || argument.starts_with("-D");
    &arguments[start + arguments[start..].iter().take_while(is_of_machine).count()..]
}

/// Understands the flags; the notes name those that have no meaning.
///
/// # Errors
/// What keeps the command line from being run.
fn read(arguments: &[String]) -> Result<(Request, Vec<String>), String> {
    let (mut request, mut notes) = (Request::default(), Vec::new());
    let mut rest = arguments;
    while let [argument, after @ ..] = rest {
        if !argument.starts_with('-') || argument == "-" {
            request.sources.push(source(argument));
            rest = after;
            continue;
        }
        let flag = flags::find(argument).ok_or_else(|| unknown(argument))?;
        let Some((values, after)) = after.split_at_checked(flag.count()) else {
            return Err(format!("{argument} needs {}", flag.values));
        };
        match flag.here {
            Here::Decides(decide) => decide(&mut request, values)?,
            Here::Always => {}
            Here::Nothing => notes.push(format!("{argument} has no meaning here: {}", flag.words)),
            Here::Refused => return Err(format!("{argument} is not taken: {}", flag.words)),
        }
        rest = after;
    }
    if request.sources.is_empty() {
        return Err("no file to validate is named".to_owned());
    }
    Ok((request, notes))
}

/// A file or folder, or a pattern in which only `*` stands for anything.
fn source(argument: &str) -> String {
    if !argument.contains('*') || std::path::Path::new(argument).exists() {
        return argument.to_owned();
    }
    argument.chars().fold(String::new(), |pattern, character| match character {
        '[' | '{' | '?' => pattern + "[" + &character.to_string() + "]",
        _ => pattern + &character.to_string(),
    })
}

fn unknown(argument: &str) -> String {
    let hint = flags::nearest(argument).map_or(String::new(), |flag| format!("; did you mean {}?", flag.name));
    format!("the Java validator has no flag {argument}{hint} (docs/validator-cli.md lists them)")
}

/// The flags, one a line.
fn help() -> String {
    let head = "Usage: jpfhir validator_cli FILE... [FLAG]...\n\nThe flags of the Java validator:\n";
    FLAGS.iter().fold(head.to_owned(), |text, Flag { name, values, here, words }| {
        let left = format!("{name} {values}");
        text + &format!("  {left:<38} {}{words}\n", here.word())
    })
}

#[cfg(test)]
mod tests;
