"""Cases through the advisor to a report: retrieval, answers, silence, grounding, guard."""
