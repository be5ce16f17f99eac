//! `cargo run -p waterglass-tests-pipeline --bin ledger [PART OF A CASE'S NAME …]`: prints every difference between the hand-made answers
//! and what the API says, also those that are accepted. For people at work on a dialect; the test of the same name judges.
#![allow(clippy::print_stdout)]

use anyhow::Result;
use waterglass_tests_pipeline::ledger::{Order, compare, compare_with_served, ledger_cases, replay};

#[tokio::main]
async fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let (mut differing, mut sum, mut cases) = (0, 0, 0);
    for case in ledger_cases()? {
        if !wanted.is_empty() && !wanted.iter().any(|part| case.name.contains(part.as_str())) {
            continue;
        }
        cases += 1;
        let said = match replay(&case, Order::Sent).await {
            Ok(said) => said,
            Err(cause) => {
                println!("== {}: could not be loaded: {cause:#}", case.name);
                differing += 1;
                continue;
            }
        };
        let mut differences = compare(&case.answers, &said);
        differences.extend(compare_with_served(&case, &said)?);
        println!("== {}: {} differences", case.name, differences.len());
        differences.iter().for_each(|difference| println!("    {difference}"));
        differing += usize::from(!differences.is_empty());
        sum += differences.len();
    }
    println!("{differing} of {cases} cases differ, {sum} differences");
    Ok(())
}
