"""States of runs, jobs and outputs, and which moves between them exist.

Terminal states are final. Every move is one compare-and-set in the ledger together with its event.
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


JOB_MOVES: frozenset[tuple[JobState, JobState]] = frozenset(
    {
        (JobState.PENDING, JobState.IN_PROGRESS),
        (JobState.PENDING, JobState.COMPLETED),
        (JobState.PENDING, JobState.FAILED),
        (JobState.IN_PROGRESS, JobState.PENDING),
        (JobState.IN_PROGRESS, JobState.COMPLETED),
        (JobState.IN_PROGRESS, JobState.FAILED),
    }
)
"""`in_progress -> pending` is a scheduled retry; `pending -> completed` is an attach."""

WORKFLOW_MOVES: frozenset[tuple[WorkflowState, WorkflowState]] = frozenset(
    {
        (WorkflowState.PENDING, WorkflowState.IN_PROGRESS),
        (WorkflowState.PENDING, WorkflowState.FAILED),
        (WorkflowState.IN_PROGRESS, WorkflowState.NEEDS_REVIEW),
        (WorkflowState.NEEDS_REVIEW, WorkflowState.IN_PROGRESS),
        (WorkflowState.IN_PROGRESS, WorkflowState.COMPLETED),
        (WorkflowState.IN_PROGRESS, WorkflowState.FAILED),
        (WorkflowState.NEEDS_REVIEW, WorkflowState.FAILED),
    }
)
