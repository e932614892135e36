package dev.postern.domains;

import dev.postern.config.ConfigurationException;
import dev.postern.domains.DomainRecipients.InFile;
import dev.postern.verification.RecipientList;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of the last good reading of a {@link RecipientsFile}. A change is read once it was seen twice in the same state, as the file
 * may still be being written; a bad one, and a file that is gone, is refused: the last good list stays, and an ERROR says both, once
 * per content. Safe for any thread.
 */
public final class WatchedRecipients implements Supplier<RecipientList> {
    private static final Logger LOGGER = LoggerFactory.getLogger(WatchedRecipients.class);

    private final RecipientsFile file;
    private volatile RecipientList current;
    private RecipientsFile.Reading lastReading;
    private Map<Path, String> settling = Map.of();

    public WatchedRecipients(InFile recipients) {
        this.file = recipients.file();
        this.current = recipients.first();
        this.lastReading = file.read();
        lastReading.list().ifPresent(list -> current = list);
    }

    @Override
    public RecipientList get() {
        return current;
    }

    /** Looks at the file once; throws nothing. */
    public synchronized void poll() {
        try {
            Map<Path, String> now = lastReading.sources().asOfNow();
            if (now.equals(lastReading.sources().asRead())) {
                settling = Map.of();
            } else if (now.equals(settling)) {
                reload();
            } else {
                settling = now;
            }
        } catch (RuntimeException | Error e) {
            LOGGER.error("Could not check {} for changes; the last good recipients stay in force", file.path(), e);
        }
    }

    private void reload() {
        settling = Map.of();
        lastReading = file.read();
        lastReading
                .list()
                .ifPresentOrElse(
                        list -> {
                            current = list;
                            LOGGER.info(
                                    "Reloaded the recipients of {} from {}: {} local parts{}",
                                    file.scope(),
                                    file.path(),
                                    list.localParts().size(),
                                    list.everybody() ? " and everybody else" : "");
                        },
                        () -> LOGGER.error(
                                "Rejected the change of {}; the last good recipients of {} stay in force. Its problems:\n{}",
                                file.path(),
                                file.scope(),
                                new ConfigurationException(lastReading.problems()).getMessage()));
    }
}
