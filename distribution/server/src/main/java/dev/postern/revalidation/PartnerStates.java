package dev.postern.revalidation;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps states on disk. One that could not be written is kept in memory, so that nothing is told twice for as long as the gateway runs.
 * For one thread.
 */
final class PartnerStates {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnerStates.class);

    private final ProbeFiles files;
    private final Map<String, PartnerState> unwritten = new HashMap<>();

    PartnerStates(ProbeFiles files) {
        this.files = files;
    }

    PartnerState of(String partner) {
        return Optional.ofNullable(unwritten.get(partner))
                .or(() -> files.read(partner))
                .orElse(PartnerState.NEW);
    }

    void put(String partner, PartnerState state) {
        boolean failing = !unwritten.isEmpty();
        try {
            files.write(partner, state);
            unwritten.remove(partner);
        } catch (IOException e) {
            unwritten.put(partner, state);
            if (!failing) {
                LOGGER.error(
                        "Could not write what the probe of partner {} found; notices may be repeated after a restart. Check the"
                                + " disk of the data directory",
                        partner,
                        e);
            }
        }
    }

    /** Tries again to write what could not be written. */
    void writeAgain() {
        Map.copyOf(unwritten).forEach(this::put);
    }
}
