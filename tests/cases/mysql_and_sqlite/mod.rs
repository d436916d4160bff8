//! Cases of servers that insert a parent and its children in turn.

mod insert;
