//! What an editor is told at a place of a file: completion, what something means, where it leads. It knows no protocol.
