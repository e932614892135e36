package dev.postern.smtp;

/** Says whether addresses are accepted whose domain has an underscore. */
public enum UnderscoreDomains {
    /** As Postfix does. */
    ACCEPTED,
    /** For a James whose queues write addresses down as text, and could not read such a one again. */
    REJECTED
}
