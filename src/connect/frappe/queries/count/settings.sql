select count(*)
  from public."tabSingles"
 where ("doctype" = 'System Settings' and "field" in (
         'allow_consecutive_login_attempts',
         'allow_error_traceback',
         'allow_guests_to_upload_files',
         'allow_login_after_fail',
         'allow_login_using_mobile_number',
         'allow_login_using_user_name',
         'allow_older_web_view_links',
         'apply_perm_level_on_api_calls',
         'apply_strict_user_permissions',
         'bypass_2fa_for_retricted_ip_users',
         'bypass_restrict_ip_check_if_2fa_enabled',
         'deny_multiple_sessions',
         'disable_document_sharing',
         'disable_user_pass_login',
         'document_share_key_expiry',
         'enable_password_policy',
         'enable_two_factor_auth',
         'force_user_to_reset_password',
         'login_with_email_link',
         'login_with_email_link_expiry',
         'logout_on_password_reset',
         'minimum_password_score',
         'password_reset_limit',
         'reset_password_link_expiry_duration',
         'session_expiry',
         'session_expiry_mobile',
         'time_zone',
         'two_factor_method'
       ))
       or ("doctype" = 'Website Settings' and "field" = 'disable_signup')
