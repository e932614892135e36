package dev.postern.dns;

import java.util.List;

/**
 * Contains the answer of the DNS to one question. Only {@link None} may be final: after {@link Silent}, mail is
 * deferred.
 */
public sealed interface DnsAnswer<T> {
    /** Returns the records; empty if there are none or there was no answer. */
    default List<T> orEmpty() {
        return this instanceof Records<T> some ? some.records() : List.of();
    }

    /** At least one record. */
    record Records<T>(List<T> records, DnsSecurity security) implements DnsAnswer<T> {
        public Records {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("no records");
            }
        }
    }

    /** The DNS said that there is no such record (NXDOMAIN, NODATA). */
    record None<T>(DnsSecurity security) implements DnsAnswer<T> {}

    /** No answer that can be used: SERVFAIL, a timeout, a circle of aliases, a bogus signature. */
    record Silent<T>(String reason) implements DnsAnswer<T> {}

    /** Returns these, or none if the DNS said that there are none. */
    static <T> DnsAnswer<T> of(List<T> records, DnsSecurity security) {
        return records.isEmpty() ? new None<>(security) : new Records<>(records, security);
    }
}
