"""States of runs, jobs and outputs.

Terminal states are final. Every move is one compare-and-set in the ledger together with its event;
a job that is tried again goes back to `pending`, and one that attaches skips `in_progress`.
"""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """State of one stage of one run, and of one output."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def terminal(self) -> bool:
        return self in (JobState.COMPLETED, JobState.FAILED)


class WorkflowState(StrEnum):
    """State of analysis and composition together."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    NEEDS_REVIEW = "needs_review"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def terminal(self) -> bool:
        return self in (WorkflowState.COMPLETED, WorkflowState.FAILED)
