-- The account of compose.mysql.yaml makes the databases of MLflow and of the platform's records itself.
-- compose.mysql.yaml 的账号自行创建 MLflow 与平台记录的库。
GRANT ALL PRIVILEGES ON `mlflow`.* TO 'dagster'@'%';
GRANT ALL PRIVILEGES ON `onedata`.* TO 'dagster'@'%';
