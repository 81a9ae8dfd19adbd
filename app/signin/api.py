"""The login of programs: FAB's addresses and answers, counted, with a code where an account wants one."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder import expose
from flask_appbuilder.security.api import SecurityApi as FabSecurityApi
from flask_appbuilder.security.schemas import LoginPost
from flask_babel import gettext
from flask_jwt_extended import (
    create_access_token,
    create_refresh_token,
    current_user,
    get_jwt_identity,
    verify_jwt_in_request,
)
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError
from marshmallow import ValidationError, fields

from app.signin.second_step import asked_of

BAD_LOGIN = "Nama pengguna atau kata sandi salah."


class Login(LoginPost):  # type: ignore[misc]
    code = fields.String(required=False, metadata={"description": "The code of the second step"})


class SecurityApi(FabSecurityApi):  # type: ignore[misc]
    """`code` beside `username` and `password`; tokens that end with the password they were given for."""

    resource_name = "security"

    @expose("/login", methods=["POST"])
    def login(self) -> Response:
        """Login endpoint for the API returns a JWT and optionally a refresh token
        ---
        post:
          description: >-
            Authenticate and get a JWT access and refresh token
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [username, password, provider]
                  properties:
                    username:
                      type: string
                    password:
                      type: string
                    provider:
                      type: string
                      enum: [db, ldap]
                    code:
                      description: The code of the second step, for an account that has one
                      type: string
                    refresh:
                      description: If true a refresh token is provided also
                      type: boolean
          responses:
            200:
              description: Authentication Successful
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token:
                        type: string
                      refresh_token:
                        type: string
            400:
              $ref: '#/components/responses/400'
            401:
              $ref: '#/components/responses/401'
            429:
              description: Too many attempts, Retry-After says when
        """
        asked = request.get_json(silent=True)
        try:
            told = Login().load(asked if isinstance(asked, dict) else {})
        except ValidationError as error:
            return self.response_400(message=error.messages)
        manager = self.appbuilder.sm
        ldap = told.get("provider") == "ldap"
        user = manager.door.password(told["username"], told["password"], ldap=ldap)
        if user is None:
            return self.response(401, message=gettext(BAD_LOGIN))
        held = self._second_step(user, told.get("code") or "")
        return held or self.response(200, **self._tokens(user.id, refresh=told.get("refresh", False)))

    def _second_step(self, user: Any, code: str) -> Response | None:
        """What stands between a password and a token; None where nothing does."""
        manager = self.appbuilder.sm
        if manager.door.waits_for_code(user):
            if not code:
                said = gettext("Akun ini memakai masuk dua langkah: sertakan code.")
                return self.response(401, message=said, code_required=True)
            if not manager.door.code(user, code[:40]):
                said = gettext("Kode salah atau sudah dipakai.")
                return self.response(401, message=said, code_required=True)
        elif asked_of(manager.with_rights(user)) == "required":
            said = gettext("Hidupkan dahulu masuk dua langkah di halaman akun Anda.")
            return self.response(403, message=said)
        return None

    def _tokens(self, user: int, *, refresh: bool) -> dict[str, Any]:
        stamp = {"stamp": self.appbuilder.sm.stamp_of(user)}
        told = {"access_token": create_access_token(identity=str(user), fresh=True, additional_claims=stamp)}
        if refresh:
            told["refresh_token"] = create_refresh_token(identity=str(user), additional_claims=stamp)
        return told

    @expose("/refresh", methods=["POST"])
    def refresh(self) -> Response:
        """Use the refresh token to get a new JWT access token
        ---
        post:
          description: >-
            Use the refresh token to get a new JWT access token
          responses:
            200:
              description: Refresh Successful
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token:
                        description: A new refreshed access token
                        type: string
            401:
              $ref: '#/components/responses/401'
            429:
              description: Too many attempts, Retry-After says when
          security:
            - jwt_refresh: []
        """
        attempt = self.appbuilder.sm.door.attempt(None)
        try:
            verify_jwt_in_request(refresh=True)
        except (JWTExtendedException, PyJWTError):
            return self.response(401, message=gettext("Token ini tidak berlaku. Masuk sekali lagi."))
        attempt.good()
        stamp = {"stamp": self.appbuilder.sm.stamp_of(current_user.id)}
        fresh = create_access_token(identity=get_jwt_identity(), fresh=False, additional_claims=stamp)
        return self.response(200, access_token=fresh)
