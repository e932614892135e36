package dev.postern.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores messages in a directory, each in two files: {@code NAME.GENERATION.eml}, its content byte for byte, and
 * {@code NAME.envelope} ({@link EnvelopeFile}). The content is on disk before the envelope is written: a message is
 * stored from the moment its envelope has its name, and one that is stored again replaces the old one in that same
 * moment. Nothing is kept in memory: what an administrator takes out of the directory is gone. Safe for any thread;
 * one process at a time.
 */
final class StoredMessages {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoredMessages.class);

    private final Object naming = new Object();
    private final DurableDirectory directory;
    private final EnvelopeCodec codec;

    /** Opens the directory, makes it if need be, and removes what a crash left half done. */
    StoredMessages(Path path, EnvelopeCodec codec) throws IOException {
        this.directory = new DurableDirectory(path);
        this.codec = codec;
        new CrashLeftovers(directory).remove();
    }

    /**
     * Stores a message. When it returns, the message is on disk; when it throws, nothing was stored, and an older one
     * of the same name stays.
     */
    void store(Mail mail) throws IOException, MessagingException {
        MimeMessage message = mail.getMessage();
        if (message == null) {
            throw new MessagingException("The message " + mail.getName() + " has no content.");
        }
        String name = SafeFileName.of(mail.getName());
        EnvelopeFile envelope = EnvelopeFile.next(codec.encode(mail));
        String content = envelope.content(name);
        directory.write(content, out -> ContentFile.write(message, out));
        synchronized (naming) {
            try {
                Optional<EnvelopeFile> before = stored(name);
                envelope.write(directory, name);
                if (before.isPresent()) {
                    directory.delete(before.get().content(name));
                }
            } catch (IOException | RuntimeException e) {
                discard(content, name, e);
                throw e;
            }
        }
    }

    /** Stores what may be no message, as it is, under a name of its own that begins with that one; else as {@link #store}. */
    Path keep(String mailName, byte[] found, MimeMessageSource source) throws IOException {
        String name = SafeFileName.of(mailName + "-" + UUID.randomUUID());
        EnvelopeFile envelope = EnvelopeFile.next(found);
        String content = envelope.content(name);
        directory.write(content, out -> {
            try (InputStream in = source.getInputStream()) {
                in.transferTo(out);
            }
        });
        envelope.write(directory, name);
        return directory.file(content);
    }

    /**
     * @return the message, whose content is read from its file; empty if it is not there
     * @throws UnreadableEnvelope if it is there, but cannot be read; its files stay
     */
    Optional<Mail> retrieve(String mailName) throws IOException, UnreadableEnvelope, MessagingException {
        String name = SafeFileName.of(mailName);
        Optional<EnvelopeFile> envelope = EnvelopeFile.read(directory, name);
        Optional<Path> content = envelope.map(it -> directory.file(it.content(name)));
        if (envelope.isEmpty() || content.filter(Files::exists).isEmpty()) {
            return Optional.empty();
        }
        MailImpl mail = codec.decode(envelope.get().envelope());
        mail.setMessageNoCopy(new MimeMessageWrapper(new ContentFile(content.get())));
        return Optional.of(mail);
    }

    void remove(String mailName) throws IOException {
        removeFiles(SafeFileName.of(mailName));
        directory.sync();
    }

    /** Removes those too that cannot be read. */
    void removeAll() throws IOException {
        for (String name : envelopes()) {
            removeFiles(name);
        }
        directory.sync();
    }

    long size() throws IOException {
        return envelopes().size();
    }

    /**
     * Returns the names of all messages. One is missing whose name is too long for a file's and whose envelope cannot
     * be read.
     */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : envelopes()) {
            SafeFileName.nameOf(name).or(() -> nameWithin(name)).ifPresent(names::add);
        }
        return names;
    }

    /** Returns all messages with their sizes, the oldest first. A content without an envelope is no message. */
    List<KeptMessage> entries() throws IOException {
        return MessageListing.of(directory);
    }

    /** Returns the message without its content; empty if it is gone or its envelope cannot be read. */
    Optional<Mail> envelope(String name) throws IOException {
        try {
            Optional<EnvelopeFile> envelope = EnvelopeFile.read(directory, name);
            return envelope.isEmpty()
                    ? Optional.empty()
                    : Optional.of(codec.decode(envelope.get().envelope()));
        } catch (UnreadableEnvelope e) {
            return Optional.empty();
        }
    }

    /** Removes what is still as it was listed. */
    void removeEntries(Collection<KeptMessage> entries) throws IOException {
        for (KeptMessage entry : entries) {
            synchronized (naming) {
                if (directory.modified(entry.name() + EnvelopeFile.SUFFIX).equals(Optional.of(entry.stored()))) {
                    Optional<EnvelopeFile> stored = stored(entry.name());
                    // In this order: without its envelope it is no message any more.
                    directory.delete(entry.name() + EnvelopeFile.SUFFIX);
                    // Another content may be that of a message of this name that is being stored at this moment.
                    for (String content :
                            stored.map(it -> List.of(it.content(entry.name()))).orElse(entry.contents())) {
                        directory.delete(content);
                    }
                }
            }
        }
        directory.sync();
    }

    private List<String> envelopes() throws IOException {
        return directory.names().stream()
                .filter(file -> file.endsWith(EnvelopeFile.SUFFIX))
                .map(file -> file.substring(0, file.length() - EnvelopeFile.SUFFIX.length()))
                .toList();
    }

    private void removeFiles(String name) throws IOException {
        synchronized (naming) {
            Optional<EnvelopeFile> stored = stored(name);
            // In this order: without its envelope it is no message any more.
            directory.delete(name + EnvelopeFile.SUFFIX);
            if (stored.isPresent()) {
                directory.delete(stored.get().content(name));
            }
        }
    }

    /** Deletes the content after an error, unless the envelope got its name all the same and needs it. */
    private void discard(String content, String name, Exception error) {
        try {
            if (stored(name).filter(it -> it.content(name).equals(content)).isEmpty()) {
                directory.delete(content);
            }
        } catch (IOException e) {
            error.addSuppressed(e);
        }
    }

    /**
     * Returns the stored envelope; empty also if it cannot be read, and then {@link CrashLeftovers} finds its content.
     */
    private Optional<EnvelopeFile> stored(String name) {
        try {
            return EnvelopeFile.read(directory, name);
        } catch (IOException | UnreadableEnvelope e) {
            return Optional.empty();
        }
    }

    private Optional<String> nameWithin(String name) {
        try {
            Optional<EnvelopeFile> envelope = EnvelopeFile.read(directory, name);
            return envelope.isEmpty()
                    ? Optional.empty()
                    : Optional.of(codec.decode(envelope.get().envelope()).getName());
        } catch (IOException | UnreadableEnvelope e) {
            LOGGER.error("Could not read message {} in {}; leaving it in place.", name, directory, e);
            return Optional.empty();
        }
    }
}
