package dev.postern.storage;

import java.nio.file.Path;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.filesystem.api.JamesDirectoriesProvider;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.server.core.filesystem.FileSystemImpl;

/** One run of a gateway, as far as its repositories go: another one on the same directory is the gateway started again. */
final class RepositoryFixture {
    private final MessageDirectories directories = new MessageDirectories(new EnvelopeCodec());
    private final Path data;

    RepositoryFixture(Path data) {
        this.data = data;
    }

    /** As James opens one. */
    MailRepository at(String url) throws Exception {
        var configuration = new BaseHierarchicalConfiguration();
        configuration.addProperty("[@destinationURL]", url);
        var repository = new DurableMailRepository(new FileSystemImpl(new Directories(data + "/")), directories);
        repository.configure(configuration);
        repository.init();
        return repository;
    }

    private record Directories(String root) implements JamesDirectoriesProvider {
        @Override
        public String getAbsoluteDirectory() {
            return "/";
        }

        @Override
        public String getConfDirectory() {
            return root + "conf/";
        }

        @Override
        public String getVarDirectory() {
            return root;
        }

        @Override
        public String getRootDirectory() {
            return root;
        }
    }
}
