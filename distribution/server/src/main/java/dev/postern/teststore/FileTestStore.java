package dev.postern.teststore;

import dev.postern.api.Json;
import dev.postern.inboundtest.InboundTest;
import dev.postern.inboundtest.TestStore;
import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the issued tests in a file that its owner only can read. */
public final class FileTestStore implements TestStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileTestStore.class);

    private final Path file;

    public FileTestStore(Path file) {
        this.file = file;
    }

    @Override
    public List<InboundTest> read() {
        try {
            return Json.readStrictly(Files.readString(file), StoredTest.All.class).tests().stream()
                    .map(StoredTest::test)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            LOGGER.error("Could not read {}; the test addresses that were issued are unknown now", file, e);
            return List.of();
        }
    }

    @Override
    public void write(Collection<InboundTest> tests) throws IOException {
        var all = new StoredTest.All(tests.stream().map(StoredTest::of).toList());
        DurableFile.writeForOwner(file, Json.write(all).getBytes(StandardCharsets.UTF_8));
    }
}
