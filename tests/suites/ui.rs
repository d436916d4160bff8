//! What does not compile, and in which words.

#[test]
fn every_fault_reads_as_pinned() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
