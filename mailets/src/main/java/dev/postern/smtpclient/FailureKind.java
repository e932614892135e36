package dev.postern.smtpclient;

/**
 * Names what prevented a delivery, with the enhanced status code of RFC 3463 without its class where the kind
 * determines it.
 */
public enum FailureKind {
    /** The other server said so; its reply has the status. */
    REPLY("0.0"),
    /** The TLS rule. */
    TLS("7.5"),
    /** None: a server took it. */
    NONE("0.0"),
    /** The address has no domain name. */
    NO_DOMAIN("1.2"),
    /** The DNS has neither a mail server nor an address for the domain. */
    NO_SUCH_DOMAIN("1.2"),
    RECIPIENT_ADDRESS("1.3"),
    SENDER_ADDRESS("1.7"),
    /** A null MX (RFC 7505). */
    NO_MAIL_WANTED("1.10"),
    OUR_FAULT("3.0"),
    /** What is agreed changed while the message was being sent. */
    RULE_CHANGED("3.0"),
    /**
     * The partner's entry is gone or another, and the rule that the message was accepted under does not tell how it may
     * leave.
     */
    RULE_WITHDRAWN("7.0"),
    /** The domain stopped being one of our own after the message was accepted. */
    RELAY_DENIED("7.1"),
    /** The server does not let us log in. */
    AUTHENTICATION("7.8"),
    TOO_LARGE("3.4"),
    UNREACHABLE("4.1"),
    /** A connection that ended, or a time that was over, before the server can have had the whole message. */
    BROKE_OFF("4.2"),
    /** The same after the server can have had the whole message: it may have taken it. */
    REPLY_LOST("4.2"),
    DNS_SILENT("4.3"),
    /** Its servers were busy with other messages of ours all the time. */
    CONGESTION("4.5"),
    /** The operator limits how much they are sent, and its turn did not come. */
    RATE("4.5"),
    NO_ADDRESS("4.4"),
    /** The DNS names servers in networks only that are not part of the internet. */
    RESERVED_ADDRESS("4.4"),
    /** The DNS, or a server, leads mail of a domain that is not ours back to us. */
    MAIL_LOOP("4.6"),
    /** The configuration names us as the next hop. */
    NEXT_HOP_LOOP("4.6"),
    /** The server answered what makes no sense. */
    NO_SMTP("5.0"),
    ADDRESS_BEYOND_ASCII("6.7"),
    /** The message came as an internationalized one, and the server accepts no such header. */
    HEADER_BEYOND_ASCII("6.7");

    private final String status;

    FailureKind(String status) {
        this.status = status;
    }

    public String status() {
        return status;
    }
}
