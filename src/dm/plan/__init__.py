"""Planning: brief, waterfall, cells, holdout, cost, approval."""

from dm.plan.approval import Approval, approve, check_approval
from dm.plan.brief import Brief
from dm.plan.brief_file import load_brief
from dm.plan.planned import Plan
from dm.plan.planning import plan

__all__ = ["Approval", "Brief", "Plan", "approve", "check_approval", "load_brief", "plan"]
