package dev.postern.storage;

import java.nio.file.Path;
import org.apache.james.mailrepository.MailRepositoryContract;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** James's own contract, as it is. */
class DurableMailRepositoryContractTest implements MailRepositoryContract {
    @TempDir
    Path data;

    private RepositoryFixture repositories;

    @BeforeEach
    void open() {
        repositories = new RepositoryFixture(data);
    }

    @Override
    public MailRepository retrieveRepository() throws Exception {
        return repositories.at("file://var/mail/rejected/");
    }

    @Override
    public MailRepository retrieveRepository(MailRepositoryPath path) throws Exception {
        return repositories.at("file://" + path.asString());
    }
}
