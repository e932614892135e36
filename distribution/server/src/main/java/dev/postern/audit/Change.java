package dev.postern.audit;

import java.util.Optional;

/** What is changed, as {@link dev.postern.api.AuditEntry} has it. */
public record Change(String action, String target, Optional<String> before, Optional<String> after) {}
