package dev.postern.revalidation;

import dev.postern.probe.ProbeStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a domain, and told of it.
 *
 * @param known the newest finding of everything
 * @param asked when it was probed last
 * @param verdict of the last probe that could tell; empty if none could yet
 * @param unanswered how many probes in a row could not tell since
 * @param unansweredSince when the first of them was
 */
public record DomainState(
        DomainRecord known,
        Instant asked,
        Optional<ProbeStatus> verdict,
        int unanswered,
        Optional<Instant> unansweredSince) {}
