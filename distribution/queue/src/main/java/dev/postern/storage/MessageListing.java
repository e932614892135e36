package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists the messages of a directory by one walk over its files, without reading any of them. */
final class MessageListing {
    private static final Pattern CONTENT = Pattern.compile("(?<name>.+)\\.[0-9a-f]{16}\\.eml");

    private final Map<String, Files> messages = new HashMap<>();

    /** What was found of one message so far. */
    private static final class Files {
        private final List<String> contents = new ArrayList<>(1);
        private Optional<Instant> stored = Optional.empty();
        private long bytes;
    }

    private MessageListing() {}

    static List<KeptMessage> of(DurableDirectory directory) throws IOException {
        var listing = new MessageListing();
        directory.visit(listing::add);
        List<KeptMessage> entries = new ArrayList<>();
        listing.messages.forEach((name, files) -> files.stored.ifPresent(
                stored -> entries.add(new KeptMessage(name, List.copyOf(files.contents), stored, files.bytes))));
        entries.sort(Comparator.comparing(KeptMessage::stored).thenComparing(KeptMessage::name));
        return entries;
    }

    private void add(Path file, BasicFileAttributes attributes) {
        String fileName = String.valueOf(file.getFileName());
        if (fileName.endsWith(EnvelopeFile.SUFFIX)) {
            Files files = files(fileName.substring(0, fileName.length() - EnvelopeFile.SUFFIX.length()));
            files.stored = Optional.of(attributes.lastModifiedTime().toInstant());
            files.bytes += attributes.size();
            return;
        }
        Matcher content = CONTENT.matcher(fileName);
        if (content.matches()) {
            Files files = files(content.group("name"));
            files.contents.add(fileName);
            files.bytes += attributes.size();
        }
    }

    private Files files(String name) {
        return messages.computeIfAbsent(name, any -> new Files());
    }
}
