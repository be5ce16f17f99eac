//! How each generative-AI convention spells the same facts: pure functions from attributes to GenAi.
