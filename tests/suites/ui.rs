//! The code that must not compile, with the expected messages.

#[test]
fn every_fault_reads_as_pinned() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
