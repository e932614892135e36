package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFileTest {
    @TempDir
    private Path directory = Path.of("");

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void onlyTheOwnerCanReadWhatIsMade() throws IOException {
        Path opened = directory.resolve("opened");
        try (FileChannel channel = OwnerOnlyFile.open(opened, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'a'}));
        }
        Path written = directory.resolve("written");
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        assertThat(OwnerOnlyFile.isClosedToOthers(written)).isFalse();
        DurableFile.writeForOwner(written, "b".getBytes(StandardCharsets.UTF_8));

        assertThat(mode(opened)).isEqualTo("rw-------");
        assertThat(opened).hasContent("a");
        assertThat(mode(written)).isEqualTo("rw-------");
        assertThat(written).hasContent("b");
        assertThat(OwnerOnlyFile.isClosedToOthers(written)).isTrue();
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp-*");
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        Path file = Files.writeString(directory.resolve("there"), "a");
        OwnerOnlyFile.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                .close();

        assertThat(file).hasContent("a");
    }

    /** The gateway, which is not root, could not read it otherwise. */
    @Test
    void whatRootWritesBelongsToTheOwnerOfTheDirectory() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Path owned = Files.createDirectory(directory.resolve("owned"));
        Files.setAttribute(owned, "unix:uid", 65534);

        DurableFile.writeForOwner(owned.resolve("file"), new byte[0]);
        OwnerOnlyFile.open(owned.resolve("other"), StandardOpenOption.WRITE).close();

        assertThat(Files.getAttribute(owned.resolve("file"), "unix:uid")).isEqualTo(65534);
        assertThat(Files.getAttribute(owned.resolve("other"), "unix:uid")).isEqualTo(65534);
    }
}
