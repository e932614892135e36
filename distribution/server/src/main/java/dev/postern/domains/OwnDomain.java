package dev.postern.domains;

import dev.postern.partner.DomainPattern;
import dev.postern.partner.OutboundPolicy;

/**
 * A domain that is ours, or all below one.
 *
 * @param entry the entry of {@code gateway.yaml} that it comes from, in words: the domain itself, or a file
 * @param outbound always has a next hop
 * @param recipients how they are verified at RCPT
 */
public record OwnDomain(DomainPattern pattern, String entry, OutboundPolicy outbound, DomainRecipients recipients)
        implements DomainsEntry {}
