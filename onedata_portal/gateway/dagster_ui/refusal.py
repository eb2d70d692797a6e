"""What a person is told who asks for something that their role does not allow."""

from onedata_resources.errors import OneDataError


class RefusedError(OneDataError):
    """The person may not do this; the text never says whether what they named exists."""

    @classmethod
    def action(cls, action: str) -> "RefusedError":
        """Refuse an action on something of a project."""
        return cls(
            f"Your role does not allow this ({action}) here; ask a creator of the project.",
            f"您的角色不允许此操作（{action}）；请联系项目的创建者。",
        )

    @classmethod
    def administrators(cls, what: str) -> "RefusedError":
        """Refuse what only administrators may."""
        return cls(
            f"Only administrators may use this ({what}).",
            f"仅管理员可使用此功能（{what}）。",
        )
